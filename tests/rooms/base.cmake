dc_test(base ROOMS base)
set_tests_properties(unit.base PROPERTIES LABELS "unit;threads")	# the queue
dc_test(shard ROOMS base)
