dc_test(evidence ROOMS evidence)
dc_test(evidence_tables ROOMS evidence)
dc_test(context ROOMS evidence)
dc_fuzz(evidence ROOMS evidence LIBS m)
