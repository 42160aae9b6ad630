dc_test(catalogue ROOMS catalogue)
