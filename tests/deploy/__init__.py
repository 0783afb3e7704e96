"""The files of deploy/: schemas, settings, variables, nginx, the image's files."""
