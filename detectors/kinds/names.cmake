# The kinds of names and addresses: a room of their own, for they alone lean on the lexicon.
set(names_kinds person_name_jp.c person_name_list.c person_name_kana.c person_name_west.c address_jp.c address_romaji.c)
list(TRANSFORM names_kinds PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
dc_room(kinds_names FILES ${names_kinds} NEEDS lexicon candidate base)
