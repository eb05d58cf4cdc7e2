# Sourced by the scripts that fetch a program written in Python.

# python_package NAME VERSION HOME: makes HOME a Python environment with that version of a package of the registry. Does nothing
# when it is there; what an earlier call did not finish is begun again. What goes wrong is said in a line.
python_package () {
  local name=$1 version=$2 home=$3
  # pip writes this last, after what the package needs.
  if compgen -G "$home/lib/python3*/site-packages/$name-$version.dist-info/RECORD" >/dev/null; then return; fi
  command -v python3 >/dev/null || { echo 'there is no python3' >&2; return 1; }
  rm -rf "$home"
  python3 -m venv "$home" >&2 || { echo 'python3 has no venv' >&2; return 1; }
  "$home/bin/pip" install --quiet --disable-pip-version-check "$name==$version" >&2 || { rm -rf "$home"; echo "$name cannot be installed" >&2; return 1; }
}
