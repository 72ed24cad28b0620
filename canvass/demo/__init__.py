"""The demonstration campaign: invented people on real streets of Westminster, in spring 2018."""
