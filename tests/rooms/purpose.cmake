dc_test(purpose_judge ROOMS purpose)
dc_test(purpose_load ROOMS purpose)
