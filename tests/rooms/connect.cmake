dc_test(connect_uri ROOMS connect)
if(TARGET daicho)
  dc_script_test(db.servers db/servers.sh)
endif()
