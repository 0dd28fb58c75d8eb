// Package calendar counts the terms of the law: hours, calendar days, working days, months and years, in the days of China.
//
// A Calendar is an immutable table of working days, by year, built from the yearly schedules of the State Council
// (workdays.txt); With lays a city's corrections over it, each with its reason, and says which days changed; a Book keeps
// these corrections in the database, chained by hash. Terms are counted as the law counts them: hours run from the moment
// itself (Civil Code, Art. 201(2)); the day from which a term in days, working days, months or years runs is not counted
// (Art. 201(1)); it ends with its last day at 24:00 Beijing time, and a last day that is a day of rest moves to the next
// working day (Civil Procedure Law, Art. 85; Civil Code, Art. 203; months and years: Art. 202). Instants go in and come
// out in UTC.
//
// A question about a year that the table does not cover is an error of kind Unavailable, never a guess. The package does
// not know which term applies to what, and does not pause or extend: that belongs to procedures.
package calendar
