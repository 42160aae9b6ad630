dc_test(lexicon ROOMS lexicon)
dc_test(address ROOMS kinds_names)
dc_test(names ROOMS kinds_names LIBS m)
dc_fuzz(names ROOMS kinds_names LIBS m)
