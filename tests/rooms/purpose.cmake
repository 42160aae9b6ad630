dc_test(purpose_when ROOMS purpose)
dc_test(purpose_places ROOMS purpose)
dc_test(purpose_load ROOMS purpose)
dc_test(purpose_judge ROOMS purpose)
dc_test(purpose_run ROOMS purpose)
dc_test(purpose_clock ROOMS purpose)
dc_fuzz(declaration ROOMS purpose)
dc_fuzz(register ROOMS purpose)

# Not a test: prints seconds and MiB for a million findings.  bench_purpose [SCOPES]
add_executable(bench_purpose bench/bench_purpose.c)
target_link_libraries(bench_purpose PRIVATE dc_flags room_purpose)
# Not a test: an inventory of a million findings judged, in seconds and MiB.  bench_judge [FOLDER [SCOPES [OBJECTS]]]
add_executable(bench_judge bench/bench_judge.c)
target_include_directories(bench_judge PRIVATE ${CMAKE_SOURCE_DIR}/scanner/purpose)
target_link_libraries(bench_judge PRIVATE dc_flags room_purpose)
