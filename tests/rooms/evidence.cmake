dc_test(evidence ROOMS evidence)
dc_test(evidence_tables ROOMS evidence)
