package proof

import (
	"crypto/ecdsa"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
)

// Head is a signed statement: the journal had Size entries with this Merkle root at that time.
type Head struct {
	Size      int64     `json:"size"`
	Root      string    `json:"root"`
	At        time.Time `json:"at"`
	Key       string    `json:"key"`
	Signature string    `json:"signature"`
}

// Text is what is signed.
func (h Head) Text() string {
	return fmt.Sprintf("anlan.journal.head.1\n%d\n%s\n%d\n%s", h.Size, h.Root, h.At.UnixMicro(), h.Key)
}

// Key is a public key of the journal and the statement that introduced it. It signs the heads of more than From entries,
// up to those From which the next key signs. Signature is its own, over the statement; Voucher is that of the key before
// it, "" for the first key and for one that took the place of a lost key.
type Key struct {
	N         int64     `json:"n"` // 1 for the first
	ID        string    `json:"id"`
	Public    string    `json:"public"` // the uncompressed point, in hex
	From      int64     `json:"from"`
	Root      string    `json:"root"` // of the tree of From entries
	At        time.Time `json:"at"`
	Previous  string    `json:"previous"` // id of the key before it
	Signature string    `json:"signature"`
	Voucher   string    `json:"voucher"`
}

// Text is the statement that is signed by the key itself and by the one before it.
func (k Key) Text() string {
	return fmt.Sprintf("anlan.journal.key.1\n%d\n%s\n%s\n%d\n%s\n%d\n%s", k.N, k.ID, k.Public, k.From, k.Root, k.At.UnixMicro(), k.Previous)
}

// Fingerprint is the SM3 hash of the public key, in hex: what is written down elsewhere to know the key again.
func (k Key) Fingerprint() string {
	b, err := hex.DecodeString(k.Public)
	if err != nil {
		return ""
	}
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}

// KeyID is the short name of a public key that heads carry.
func KeyID(p *ecdsa.PublicKey) string {
	sum := sm3.Sum(append(p.X.Bytes(), p.Y.Bytes()...)) //nolint:staticcheck // as the first heads were named
	return hex.EncodeToString(sum[:8])
}

// Check reports whether signature, in hex, is the key's for text, and whether the key's id is its own.
func (k Key) Check(text, signature string) bool {
	v, err := k.verifier()
	return err == nil && v.check(text, signature)
}

type verifier struct{ public *ecdsa.PublicKey }

func (k Key) verifier() (verifier, error) {
	b, err := hex.DecodeString(k.Public)
	if err != nil {
		return verifier{}, fmt.Errorf("public key %s: %w", k.ID, err)
	}
	p, err := sm2.NewPublicKey(b)
	if err != nil {
		return verifier{}, fmt.Errorf("public key %s: %w", k.ID, err)
	}
	if KeyID(p) != k.ID {
		return verifier{}, fmt.Errorf("public key %s: its id would be %s", k.ID, KeyID(p))
	}
	return verifier{p}, nil
}

func (v verifier) check(text, signature string) bool {
	sig, err := hex.DecodeString(signature)
	return err == nil && sm2.VerifyASN1WithSM2(v.public, nil, []byte(text), sig)
}

// Keys is a checked history of keys, oldest first.
type Keys struct {
	list    []Key
	verify  []verifier
	lost    []Key
	pinned  bool
	current int
}

// CheckKeys checks a history of keys, oldest first. pins are fingerprints known from elsewhere: when there are any, one
// of them must be in the history, and every later key must be vouched for in turn; an earlier one is taken because the
// key that followed it names it. Without pins the history proves only that it agrees with itself.
func CheckKeys(list []Key, pins ...string) (*Keys, error) {
	ks := &Keys{list: list, current: len(list) - 1}
	forged := func(k Key, what string) error {
		return &Fault{Kind: Forged, Seq: k.From, What: fmt.Sprintf("key %s: %s", k.ID, what)}
	}
	if len(list) == 0 {
		return nil, &Fault{Kind: Forged, What: "there is no public key"}
	}
	for i, k := range list {
		v, err := k.verifier()
		if err != nil {
			return nil, forged(k, err.Error())
		}
		ks.verify = append(ks.verify, v)
		if !v.check(k.Text(), k.Signature) {
			return nil, forged(k, "the signature of its statement does not fit")
		}
		if k.N != int64(i)+1 {
			return nil, forged(k, "the history of keys has a gap before it")
		}
		if i == 0 {
			if k.From != 0 || k.Previous != "" || k.Voucher != "" {
				return nil, forged(k, "the first key does not begin at the beginning")
			}
			continue
		}
		before := list[i-1]
		if k.Previous != before.ID || k.From < before.From {
			return nil, forged(k, "it does not follow the key before it")
		}
		if k.Voucher == "" {
			ks.lost = append(ks.lost, k)
		} else if !ks.verify[i-1].check(k.Text(), k.Voucher) {
			return nil, forged(k, "the key before it did not sign its statement")
		}
	}
	return ks, ks.pin(pins)
}

// pin requires a known key. What lies before it is vouched for backwards, by the names of the keys before; what lies
// behind it forwards, by vouchers.
func (ks *Keys) pin(pins []string) error {
	for i := len(ks.list) - 1; i >= 0 && len(pins) > 0; i-- {
		for _, p := range pins {
			if p == ks.list[i].Fingerprint() {
				ks.pinned = true
				return nil
			}
		}
		if ks.list[i].Voucher == "" {
			break
		}
	}
	if len(pins) > 0 {
		last := ks.list[len(ks.list)-1]
		return &Fault{Kind: Forged, Seq: last.From, What: fmt.Sprintf("key %s (fingerprint %s) is not known here, and no known key vouches for it", last.ID, last.Fingerprint())}
	}
	return nil
}

// Pinned reports whether a key known from elsewhere vouches for the history.
func (ks *Keys) Pinned() bool { return ks.pinned }

// Lost are the keys that took the place of a lost one, so that nobody vouched for them.
func (ks *Keys) Lost() []Key { return ks.lost }

// List is the history, oldest first.
func (ks *Keys) List() []Key { return ks.list }

// Head checks that h is signed by the key of its period.
func (ks *Keys) Head(h Head) *Fault {
	forged := func(what string) *Fault {
		return &Fault{Kind: Forged, Seq: h.Size, What: "the head of this size " + what}
	}
	for i, k := range ks.list {
		if k.ID != h.Key {
			continue
		}
		if h.Size < k.From || h.Size == k.From && k.From > 0 {
			return forged("is signed by key " + k.ID + ", whose time had not come")
		}
		if i+1 < len(ks.list) && h.Size > ks.list[i+1].From {
			return forged("is signed by key " + k.ID + ", which had been replaced")
		}
		if !ks.verify[i].check(h.Text(), h.Signature) {
			return forged("has a signature that does not fit its content")
		}
		return nil
	}
	return forged("is signed by key " + h.Key + ", which is not in the history of keys")
}
