dc_test(source ROOMS source)
set_tests_properties(unit.source PROPERTIES LABELS "unit;threads")
