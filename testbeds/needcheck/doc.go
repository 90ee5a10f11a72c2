// Package needcheck reads a need as a critical colleague would, before others see it:
// is somebody in it who can be recognised, is it told as a problem or as a product
// already chosen, does each statement hold one thing, and can it be read and tested.
//
// It advises. Only personal data stop a need from being sent in: [Finding.Blocking].
// The words that it goes by are data (data/words.yaml), which project staff extend;
// names of products come from the thesaurus, by way of [Vocabulary].
//
// A finding points at bytes of a member's text, named as errors name it
// (statements[2].text), and carries the key of a message, with arguments, that says
// what is wrong and what to write instead.
package needcheck
