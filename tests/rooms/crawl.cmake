dc_test(persons ROOMS crawl source store job sandbox engine base)
dc_test(crawl ROOMS crawl source store job sandbox engine base)
set_tests_properties(unit.crawl PROPERTIES LABELS "unit;threads")
dc_test(scan LABEL flow ROOMS crawl source store job sandbox engine base LIBS dc::seccomp)

add_executable(bench_crawl bench/bench_crawl.c)
target_link_libraries(bench_crawl PRIVATE dc_flags room_job room_sandbox room_source room_engine room_base)

add_executable(bench_walk bench/bench_walk.c)
target_link_libraries(bench_walk PRIVATE dc_flags Threads::Threads)
