dc_test(evidence ROOMS evidence)
