dc_test(rules ROOMS rules)
dc_fuzz(rules ROOMS rules)
