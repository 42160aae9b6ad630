dc_test(lexicon ROOMS lexicon)
dc_test(address ROOMS kinds_names)
