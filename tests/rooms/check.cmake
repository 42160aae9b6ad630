dc_test(checks ROOMS check)
