package archive

import (
	"errors"
	"fmt"
	"io"

	"anlan/internal/base/journal/proof"
)

// Tell writes the outcome of a verification for people, in Chinese and English, and reports whether all was in order.
func Tell(w io.Writer, name string, rep Report, err error) bool {
	say := func(zh, en string) { fmt.Fprintf(w, "%s\n%s\n", zh, en) }
	if rep.Manifest.Title != "" {
		fmt.Fprintf(w, "%s  %s\n", rep.Manifest.Title, rep.Manifest.Number)
	}
	var f *Fault
	if errors.As(err, &f) {
		say("不符："+f.Zh()+"。", "NOT IN ORDER: "+f.Error()+".")
		return false
	}
	if err != nil {
		say("无法校验："+name, "CANNOT BE CHECKED: "+err.Error()+".")
		return false
	}
	say(fmt.Sprintf("相符：%d 个文件、%d 条留痕记录均未被改动，由 %s 的签名证明。", rep.Files, rep.Records, rep.Head.At.In(china).Format("2006-01-02 15:04:05")),
		fmt.Sprintf("IN ORDER: %d files and %d records, vouched for by the signature of %s.", rep.Files, rep.Records, rep.Head.At.UTC().Format("2006-01-02T15:04:05Z")))
	say("清单校验值："+rep.Hash, "manifest SM3: "+rep.Hash)
	say("密钥指纹："+rep.Fingerprint, "key fingerprint: "+rep.Fingerprint)
	if !rep.Pinned {
		say("尚未确认密钥：请将上列指纹与制作单位公布的指纹比对（或用 --key 给出）。", "THE KEY IS NOT CONFIRMED: compare the fingerprint with the one that the bureau published (or give it with --key).")
	}
	TellLost(w, rep.Lost)
	return true
}

// TellLost names the keys that took the place of lost ones.
func TellLost(w io.Writer, lost []proof.Key) {
	for _, k := range lost {
		fmt.Fprintf(w, "注意：密钥 %s 自第 %d 条起替代遗失的密钥 %s，未经其签名。\nNOTE: key %s took the place of lost key %s behind entry %d, without its signature.\n", k.ID, k.From+1, k.Previous, k.ID, k.Previous, k.From)
	}
}
