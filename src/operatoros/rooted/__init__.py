"""Directory handles: nothing leaves the root, whatever the names say.

Opening, walking and replacing beneath one handle. No policy, no plans, no log.
"""
