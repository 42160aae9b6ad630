dc_test(kinds_table ROOMS engine)
