dc_test(extract ROOMS extract)
dc_test(csv ROOMS extract)
dc_test(archive ROOMS extract)
