"""The workflows of the portal, for the documentation."""

_workflows = {}


def register(workflow):
    """Register a declared workflow; call it in `AppConfig.ready()`."""
    _workflows[workflow.name] = workflow


def workflows():
    return list(_workflows.values())
