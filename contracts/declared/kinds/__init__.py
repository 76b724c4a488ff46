"""The kinds of data that there are. Each is said once; the files beside this folder say which fields are of which."""

from contracts.declared.kinds.at_rest import *
from contracts.declared.kinds.beside_ids import *
from contracts.declared.kinds.nobody import *
from contracts.declared.kinds.sealed import *
