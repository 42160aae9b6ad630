#!/usr/bin/python3
"""Validates SARIF files against the schema of SARIF 2.1.0 (sarif-2.1.0.json: SchemaStore's copy of the OASIS schema, Apache-2.0, as the
MIT-licensed npm package @microsoft/jest-sarif carries it).   sarif.py FILE...   says the first faults, exit 1 if there are any."""
import json
import os
import sys

import jsonschema

schema = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sarif-2.1.0.json")))
check = jsonschema.validators.validator_for(schema)(schema)
bad = 0
for name in sys.argv[1:]:
	for fault in list(check.iter_errors(json.load(open(name))))[:5]:
		bad += 1
		print("%s: /%s: %.200s" % (name, "/".join(map(str, fault.absolute_path)), fault.message))
sys.exit(bad != 0)
