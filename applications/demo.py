"""Demo data: requests at every stage."""


def load_demo_applications():
    pass
