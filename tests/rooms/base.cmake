dc_test(base ROOMS base)
