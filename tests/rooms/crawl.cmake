include(support/fail_alloc.cmake)

dc_test(persons ROOMS crawl source store job sandbox engine base)
dc_test(crawl ROOMS crawl source store job sandbox engine base)
set_tests_properties(unit.crawl PROPERTIES LABELS "unit;threads")
dc_test(scan LABEL flow ROOMS crawl source store job sandbox engine base LIBS dc::seccomp)

add_executable(bench_crawl bench/bench_crawl.c)
target_link_libraries(bench_crawl PRIVATE dc_flags room_job room_sandbox room_source room_engine room_base)

add_executable(bench_walk bench/bench_walk.c)
target_link_libraries(bench_walk PRIVATE dc_flags Threads::Threads)
dc_test(merge ROOMS crawl store base LIBS dc::sqlite3 dc::pq)
target_sources(test_unit_merge PRIVATE support/fail_alloc.c)
target_link_options(test_unit_merge PRIVATE ${FAIL_ALLOC_WRAP})
