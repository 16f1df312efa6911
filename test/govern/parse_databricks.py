"""Parses a file of Databricks' SQL with sqlglot, and prints what each statement is, as JSON."""

import json
import logging
import sys

import sqlglot
from sqlglot import exp

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # statements it keeps as text are told below


def columns(tree):
    for column in tree.find_all(exp.ColumnDef):
        kinds = [constraint.kind for constraint in column.constraints]
        comment = [kind.this.this for kind in kinds if isinstance(kind, exp.CommentColumnConstraint)]
        yield {
            "name": column.name,
            "type": column.kind.sql("databricks"),
            "required": any(isinstance(kind, exp.NotNullColumnConstraint) for kind in kinds),
            "comment": "".join(comment),
        }


def told(tree):
    table = tree.find(exp.Table)
    common = {"kind": type(tree).__name__, "text": tree.sql("databricks", comments=False)}
    if table is not None:
        common["table"] = table.name
    if isinstance(tree, exp.Create):
        format = tree.find(exp.FileFormatProperty)
        return common | {
            "columns": list(columns(tree)),
            "primary_keys": [
                [part.name for part in key.expressions] for key in tree.find_all(exp.PrimaryKey)
            ],
            "references": [
                [key.expressions[0].name, key.args["reference"].find(exp.Table).name]
                for key in tree.find_all(exp.ForeignKey)
            ],
            "format": format.this.name.upper() if format is not None else "",
        }
    if isinstance(tree, exp.Copy):
        select = tree.find(exp.Select)
        options = {param.name.upper(): param.expression.sql() for param in tree.args["params"] if param.expression is not None}
        return common | {
            "columns": [{"name": part.alias_or_name} for part in select.expressions],
            "options": options,
        }
    return common | {"checks": len(list(tree.find_all(exp.CheckColumnConstraint)))}


with open(sys.argv[1], encoding="utf-8") as file:
    trees = sqlglot.parse(file.read(), dialect="databricks")
print(json.dumps([told(tree) for tree in trees if tree is not None]))
