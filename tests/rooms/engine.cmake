dc_test(kinds_table ROOMS engine)
dc_test(pass ROOMS engine)
dc_test(engine ROOMS engine)
dc_test(quick ROOMS engine)
dc_fuzz(engine ROOMS engine)

# Not a test: prints GB/s.  bench_engine FILE...
add_executable(bench_engine bench/bench_engine.c)
target_link_libraries(bench_engine PRIVATE dc_flags room_engine)
