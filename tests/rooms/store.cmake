include(support/fail_alloc.cmake)

add_executable(bench_store bench/bench_store.c)
target_include_directories(bench_store PRIVATE support)
target_link_libraries(bench_store PRIVATE dc_flags room_store)

dc_test(store ROOMS store)
dc_test(store_persons ROOMS store)
dc_test(store_files ROOMS store LIBS dc::sqlite3)
dc_test(store_crash ROOMS store)
dc_test(store_alloc ROOMS store LIBS dc::sqlite3)
target_sources(test_unit_store_alloc PRIVATE support/fail_alloc.c)
target_link_options(test_unit_store_alloc PRIVATE ${FAIL_ALLOC_WRAP})
dc_test(store_diff ROOMS store)
