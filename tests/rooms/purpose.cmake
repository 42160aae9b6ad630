dc_test(purpose_when ROOMS purpose)
dc_test(purpose_places ROOMS purpose)
dc_test(purpose_load ROOMS purpose)
dc_test(purpose_judge ROOMS purpose)
dc_test(purpose_run ROOMS purpose)
dc_test(purpose_clock ROOMS purpose)
dc_fuzz(declaration ROOMS purpose)

# Not a test: prints seconds and MiB for a million findings.  bench_purpose [SCOPES]
add_executable(bench_purpose bench/bench_purpose.c)
target_link_libraries(bench_purpose PRIVATE dc_flags room_purpose)
