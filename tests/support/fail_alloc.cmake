# Link options that send allocations through support/fail_alloc.c.
set(FAIL_ALLOC_WRAP)
foreach(f malloc calloc realloc free strdup strndup)
  list(APPEND FAIL_ALLOC_WRAP -Wl,--wrap=${f})
endforeach()
