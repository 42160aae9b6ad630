dc_test(source ROOMS source)
