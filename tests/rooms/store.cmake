include(support/fail_alloc.cmake)

add_executable(bench_store bench/bench_store.c)
target_include_directories(bench_store PRIVATE support)
target_link_libraries(bench_store PRIVATE dc_flags room_store)

dc_test(store ROOMS store LIBS dc::pq)
dc_test(store_persons ROOMS store LIBS dc::pq m)
dc_test(store_files ROOMS store LIBS dc::sqlite3 dc::pq)
dc_test(store_crash ROOMS store LIBS dc::pq)
dc_test(store_alloc ROOMS store LIBS dc::sqlite3 dc::pq)
target_sources(test_unit_store_alloc PRIVATE support/fail_alloc.c)
target_link_options(test_unit_store_alloc PRIVATE ${FAIL_ALLOC_WRAP})
dc_test(store_diff ROOMS store LIBS dc::pq)
dc_test(store_recall ROOMS store LIBS dc::pq)
dc_test(store_power ROOMS store LIBS dc::sqlite3 dc::pq)

# The same tests with the inventory in PostgreSQL.
foreach(t store store_persons store_diff store_recall store_crash)
  add_test(NAME unit.${t}_on_postgres COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/db/on_postgres.sh $<TARGET_FILE:test_unit_${t}>)
  set_tests_properties(unit.${t}_on_postgres PROPERTIES LABELS unit TIMEOUT 900)
endforeach()
