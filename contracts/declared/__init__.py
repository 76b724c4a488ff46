"""What is said of every field of every message: personal or not, about whom, what for, how long (GDPR art. 30).

`kinds/` says each kind of data once. A file for each file of messages says which of its fields are of which kind: by
name, or by `Class.name` where the same name means different things there.
"""

from contracts.declared.declaration import About, Basis, Category, Declaration, Rests, Retention
from contracts.declared.fields import declared

__all__ = ["About", "Basis", "Category", "Declaration", "Rests", "Retention", "declared"]
