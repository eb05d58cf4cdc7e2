#!/usr/bin/env bash
# Puts the Java SDK with its dependencies into .cache for the tests that poll with it, and prints the folder. Does nothing but print
# when it is there. Needs a JDK 11 or newer, Maven and its registry.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.99.1
home="$PWD/.cache/sdk-java-$version"

if [ ! -e "$home/svix-$version.jar" ]; then
  for program in javac mvn; do command -v "$program" >/dev/null || { echo "there is no $program" >&2; exit 1; }; done
  temporary=$(mktemp -d)
  trap 'rm -rf "$temporary"' EXIT
  cat >"$temporary/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId><artifactId>sdk</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.svix</groupId><artifactId>svix</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
  mvn --quiet --batch-mode --file "$temporary/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$temporary/lib" >&2 ||
    { echo 'the Java SDK cannot be fetched' >&2; exit 1; }
  rm -rf "$home"
  mkdir -p .cache
  mv "$temporary/lib" "$home"
fi
echo "$home"
