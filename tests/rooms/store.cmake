include(support/fail_alloc.cmake)

add_executable(bench_store bench/bench_store.c)
target_include_directories(bench_store PRIVATE support)
target_link_libraries(bench_store PRIVATE dc_flags room_store)

dc_test(store ROOMS store)
