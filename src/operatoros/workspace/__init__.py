"""Plan, apply, undo: what a command does to the one confined folder.

Knows nothing of approvals or inboxes. Every change goes through a Plan and the one log.
"""
