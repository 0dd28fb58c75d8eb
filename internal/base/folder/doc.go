// Package folder takes in files that other programs drop into a folder.
//
// A file is taken once it has kept its size and time from one look to the next, so that one which is still being written is
// left alone; names that begin with a dot or end in .tmp or .part, and what is no regular file, are never taken. What was
// taken goes into "done"; what was refused, wholly or in part, goes into "failed" with a table beside it,
// NAME.errors.csv, that says of each row what was wrong. A file of that name which was put away before is kept: the
// newer one gets the time into its name. A file is put away only after it was dealt with, so after a crash it comes again, and
// whoever takes it must bear that. A file that could not be dealt with now (the database does not answer) stays and is
// tried again; it does not keep others waiting. Nothing outside the folder is reached, also by links. All files are
// counted by what became of them.
package folder
