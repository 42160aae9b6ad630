dc_test(lexicon ROOMS lexicon)
