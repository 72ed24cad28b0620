"""The ways in which canvassing work can be refused, each with a sentence for a person."""


class CanvassError(Exception):
    """A refusal. Its text is shown as it stands to the person at the door or the desk."""


class NotFoundError(CanvassError):
    """Nothing here has that id, or it is not this person's to see: the answer is the same."""

    def __init__(self, sentence: str = "There is nothing here, or it is not yours to see.") -> None:
        super().__init__(sentence)
