# Precision, recall and calibration on generated texts, compared with accuracy/baseline.json.
add_executable(accuracy_driver accuracy/driver.c)
target_link_libraries(accuracy_driver PRIVATE dc_flags room_engine dc::jansson)
add_test(NAME accuracy COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/accuracy/run.sh $<TARGET_FILE:accuracy_driver>)
set_tests_properties(accuracy PROPERTIES LABELS accuracy TIMEOUT 300)
# The README's table of accuracy is that of the baseline.
add_test(NAME accuracy.readme COMMAND python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/accuracy/score.py
  --baseline ${CMAKE_CURRENT_SOURCE_DIR}/accuracy/baseline.json --readme ${PROJECT_SOURCE_DIR}/README.md)
set_tests_properties(accuracy.readme PROPERTIES LABELS accuracy TIMEOUT 30)
