# Precision, recall and calibration on generated texts, compared with accuracy/baseline.json.
add_executable(accuracy_driver accuracy/driver.c)
target_link_libraries(accuracy_driver PRIVATE dc_flags room_engine dc::jansson)
add_test(NAME accuracy COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/accuracy/run.sh $<TARGET_FILE:accuracy_driver>)
set_tests_properties(accuracy PROPERTIES LABELS accuracy TIMEOUT 300)
