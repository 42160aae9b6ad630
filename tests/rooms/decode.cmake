dc_test(charset ROOMS decode)
dc_fuzz(charset ROOMS decode)
