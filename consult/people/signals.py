"""What other stages may want to know about people: sent when the transaction has committed."""

from django.dispatch import Signal

# A session ended, or somebody else of its account acts in it now: `session` (its key), `person` (UUID or None).
signed_out = Signal()

# A person's roles changed: `person` (UUID).
roles_changed = Signal()
