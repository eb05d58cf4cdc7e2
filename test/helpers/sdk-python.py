"""What the Python SDK has against answers (`answers`, as JSON on stdin), or what it can call (`methods`)."""
import ast
import importlib
import json
import pathlib
import re
import sys

import svix
import svix.models as models

API = pathlib.Path(svix.__file__).parent / "api"


def methods():
    for file in sorted(API.glob("*.py")):
        tree = ast.parse(file.read_text())
        for group in (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.endswith("Async")):
            for call in (node for node in group.body if isinstance(node, ast.AsyncFunctionDef)):
                code = ast.unparse(call)
                method, path = re.search(r"method='(\w+)'", code), re.search(r"path='([^']+)'", code)
                if method and path:
                    yield file.stem, call, method.group(1).upper(), path.group(1)


def annotation(call, end):
    for arg in call.args.args:
        name = ast.unparse(arg.annotation) if arg.annotation else ""
        if name.endswith(end):
            return name
    return None


def query_of(stem, call):
    options = annotation(call, "Options")
    if not options:
        return []
    made = importlib.import_module(f"svix.api.{stem}").__dict__[options]
    filled = made(**{name: "x" for name in made.__dataclass_fields__})
    return list(filled._query_params())


def body_of(call):
    known = [annotation(call, end) for end in ("In", "Patch", "Update")]
    model = next((getattr(models, name) for name in known if name and hasattr(models, name)), None)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def described():
    for stem, call, method, path in methods():
        yield {"name": f"{stem}.{call.name}", "method": method, "path": path, "query": query_of(stem, call), "body": body_of(call)}


def checked(answers):
    known = {(method, path): ast.unparse(call.returns) for _, call, method, path in methods()}
    for answer in answers:
        returns = known.get((answer["method"], answer["path"]), "None")
        problem = None
        try:
            if returns != "None":
                getattr(models, returns).model_validate(json.loads(answer["text"]))
        except Exception as error:
            problem = str(error)
        yield {"name": answer["name"], "problem": problem}


given = json.load(sys.stdin)
json.dump(list(described() if sys.argv[1] == "methods" else checked(given)), sys.stdout)
