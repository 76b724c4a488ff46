"""What is said of a field in the line below it: pydantic sees only the docstrings of classes."""

import ast
import inspect
from functools import cache
from types import ModuleType

from pydantic import BaseModel


def of_fields(model: type[BaseModel]) -> dict[str, str]:
    """Field -> description, of the class and the classes that it is derived from."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            module = inspect.getmodule(base)
            found |= of_module(module).get(base.__name__, {}) if module else {}
    return found


@cache
def of_module(module: ModuleType) -> dict[str, dict[str, str]]:
    """Class -> field -> description."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def of_class(node: ast.ClassDef) -> dict[str, str]:
    """Field -> the string that follows it."""
    described = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            described[field.target.id] = " ".join(after.value.value.split())
    return described
