// Package inspect is supervision by inspection (监督检查): drawings by lot of whom to inspect and who goes there (双随机抽取),
// and the visits that follow from them.
//
// A drawing (drawing*.go) is a draft, then noticed, drawn, and published, or void. While it is a draft its list is put together
// from what is known (pool.go): enterprises of the register, their class of credit (class.go), their visits this year
// (visit.go), officers with certificate, sectors and units to keep away from (officer.go), and the units left out with a
// reason (exclusion.go). The notice (notice.go) freezes the list, gives the number and stores the digest in the journal. After
// the moment of the notice somebody who had no hand in the list enters the seed (seed.go); list and seed alone make the result, by
// model/draw. A third act, by another than who entered the seed, publishes the file and makes the visits. What everybody may
// see needs no account (public.go).
//
// A drawing is a row and no case: nobody decides anything in it after its notice. It does not carry out inspections: what is
// found on a visit is a rectification or a penalty.
package inspect
