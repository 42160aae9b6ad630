/* checks.h -- check digits: pure functions over digit values 0..9 (not characters), shared by kinds. */
#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ISO/IEC 7812-1 annex B; also IMEI and, for 6 or 8 digits, insurer numbers. */
bool check_luhn(const uint8_t *d, size_t n);
/* Individual Number, 12 digits: Order of the Ministry of Internal Affairs and Communications no. 85 of 2014, article 5. */
bool check_my_number(const uint8_t *d);
/* Corporate Number, 13 digits, the first checks: Ministry of Finance Order no. 70 of 2014, article 2. */
bool check_corporate(const uint8_t *d);
/* Driver's licence, 12 digits, the 11th checks; by published examples, not by law. */
bool check_licence(const uint8_t *d);
/* Municipality code, 6 digits, the last checks (JIS X 0402). */
bool check_municipality(const uint8_t *d);
/* Parcel slips of 12 digits: the first eleven modulo 7. */
bool check_parcel(const uint8_t *d);
/* Machine-readable zones (ICAO Doc 9303-3, 4.9): weights 7 3 1 over digits, A-Z and '<'; -1 for another character. */
int check_mrz(const char *s, size_t n);
/* ISO 13616: letters and digits, the first four moved behind; true where the remainder by 97 is 1. */
bool check_iban(const char *s, size_t n);
/* All digits equal. */
bool check_all_equal(const uint8_t *d, size_t n);
/* yyyy mm dd of the Gregorian calendar. */
bool check_date(int year, int month, int day);

#endif
