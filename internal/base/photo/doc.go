// Package photo takes in photographs that phones send ahead of what names them.
//
// A phone makes the id of a photograph, keeps it while there is no network, and sends it before the report that names it: so
// a photograph sent twice is one, and a report is small. Until something names it (Tie) a photograph belongs to nobody but
// who took it. The bytes are a blob, known by their hash; who may see a photograph is for the system to say whose shelf it
// stands on. The package deletes nothing and believes nothing that a photograph says of itself: time and place are as the
// phone sent them.
package photo
