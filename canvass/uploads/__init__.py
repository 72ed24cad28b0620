"""Files that people bring: workbooks are read in a process of their own and go on as text."""
