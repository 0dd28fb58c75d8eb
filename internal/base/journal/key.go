package journal

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"runtime"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal/proof"
)

// Key signs Merkle heads with SM2. It lives in a PEM file that only the server's user can read. A stolen key lets the
// thief sign a false head, but not make one that agrees with heads already given away; it does not open any data.
type Key struct {
	private *sm2.PrivateKey
	id      string
	file    string // "" for a key of this process only
}

var (
	keyMissing = fail.Unavailable("journal.key-missing", "存证日志的签名密钥文件不存在：请从备份恢复，或执行 anlan journal rotate-key --lost 启用新密钥",
		"the file of the journal's signing key is missing: restore it from a backup, or run anlan journal rotate-key --lost to begin with a new one")
	keyOpen = fail.Unavailable("journal.key-readable", "存证日志的签名密钥文件可被其他用户读取：请将其权限设为 600",
		"other users can read the file of the journal's signing key: set its mode to 600")
	keyUnknown = fail.Unavailable("journal.key-unknown", "此签名密钥不是存证日志的现用密钥：请使用现用密钥的文件，或执行 anlan journal rotate-key",
		"this key is not the one that signs the journal now: use that one's file, or run anlan journal rotate-key")
)

// loadKey reads the key from file; when the file is missing it makes a new one there if it may, else it fails with
// Unavailable. With an empty name it makes a key for this process only.
func loadKey(file string, mayMake bool) (*Key, error) {
	if file == "" {
		return newKey("")
	}
	k, err := readKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		if !mayMake {
			return nil, keyMissing.Because(err)
		}
		if k, err = newKey(file); err == nil {
			err = k.save(file)
		}
	}
	return k, err
}

func readKey(file string) (*Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, keyOpen.Because(fmt.Errorf("%s has mode %o", file, info.Mode().Perm()))
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	blk, _ := pem.Decode(b)
	if blk == nil {
		return nil, fmt.Errorf("journal key: %s is not a PEM file", file)
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(blk.Bytes)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	p, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("journal key: %T is not an SM2 key", parsed)
	}
	return &Key{private: p, id: proof.KeyID(&p.PublicKey), file: file}, nil
}

func newKey(file string) (*Key, error) {
	p, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	return &Key{private: p, id: proof.KeyID(&p.PublicKey), file: file}, nil
}

// save writes the key to a file and makes sure that it is on disk.
func (k *Key) save(file string) error {
	der, err := smx509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return fmt.Errorf("journal key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("journal key: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("journal key: %w", err)
	}
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("journal key: %w", err)
	}
	return nil
}

func (k *Key) sign(text string) (string, error) {
	sig, err := k.private.Sign(rand.Reader, []byte(text), sm2.DefaultSM2SignerOpts)
	if err != nil {
		return "", fmt.Errorf("sign head: %w", err)
	}
	return hex.EncodeToString(sig), nil
}

// public is the uncompressed point of the public key, in hex.
func (k *Key) public() string { return hex.EncodeToString(point(&k.private.PublicKey)) }

// fingerprint is that of the public key.
func (k *Key) fingerprint() string { return proof.Key{Public: k.public()}.Fingerprint() }

func point(p *ecdsa.PublicKey) []byte {
	b := make([]byte, 65)
	b[0] = 4
	for i, n := range []*big.Int{p.X, p.Y} { //nolint:staticcheck // no other way to a curve that is not NIST's
		n.FillBytes(b[1+32*i : 33+32*i])
	}
	return b
}
