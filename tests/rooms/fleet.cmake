# Work shared among workers, with a real server.
dc_script_test(db.fleet db/fleet.sh)
