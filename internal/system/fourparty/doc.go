// Package fourparty is the four-party check (四方核查) of the creation of a safe city: self-check, government, experts and a
// third party score the same items of the same unit, each by itself.
//
// A programme (programme*.go) says from when until when, by which items (item.go) and which units (unit.go) are checked, and
// who is appointed for each party (appoint.go). Whoever is appointed sees what they are appointed to and nothing else,
// scores on the phone or at the desk, saves, and hands in once (sheet.go); nobody who has a sheet to hand in sees what the
// others have marked. When the fourth sheet is in, the unit's case (check*.go) shows the items beside each other
// (compare.go, pure); each difference beyond the programme's parameter is settled by somebody who scored nothing, with a
// reason. What costs points becomes rectification or supervision under the same root (found.go), and the check is closed when
// that is. The score flows into the appraisal of areas (score.go). A sheet is a row and no case: it decides nothing until it
// is compared.
package fourparty
